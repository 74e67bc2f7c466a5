"""The style that the theme's settings can't express: margins, contrast, legend."""

# Streamlit draws captions at 60 % of the text's strength, too faint on both backgrounds.
CAPTION_HEX = {"light": "#505a64", "dark": "#b6bec6"}
# Short names, since the legend travels with every rerun.
_LEGEND = (
    ".atlas-legend{font-size:.8rem;line-height:1.7}.atlas-legend span{white-space:nowrap}"
    ".atlas-legend i{display:inline-block;width:18px;height:12px;margin:0 4px -1px 10px;"
    "border:1px solid #8d969e}.atlas-legend i.m{width:12px;border-radius:6px}"
)


def page_css(theme: str) -> str:
    """Return the style of every page for the theme "light" or "dark"."""
    # The leading class outweighs streamlit's own rules, whichever of both comes last.
    caption, label = (
        f'.stApp [data-testid="{test_id}"]' for test_id in ("stCaptionContainer", "stWidgetLabel")
    )
    return (
        ".stMainBlockContainer{padding:4.2rem 1.6rem 1rem}"
        f"{caption},{caption} p,{caption} li{{color:{CAPTION_HEX[theme]};opacity:1}}"
        f"{label},{label} p{{color:inherit;opacity:1}}"
        # A brush that nobody drags is to a screen reader an image without a name.
        'svg.marks:not(:active) [class*="_brush"]{visibility:hidden}'
        f"{_LEGEND}"
    )
