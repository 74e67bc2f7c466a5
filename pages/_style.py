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
    return (
        ".stMainBlockContainer{padding:4.2rem 1.6rem 1rem}"
        f'[data-testid="stCaptionContainer"]{{color:{CAPTION_HEX[theme]};opacity:1}}'
        '[data-testid="stCaptionContainer"] *,[data-testid="stWidgetLabel"] *{opacity:1}'
        '[data-testid="stWidgetLabel"]{color:inherit}'
        f"{_LEGEND}"
    )
