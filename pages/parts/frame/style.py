"""The style that the theme's settings can't express; server.py puts it into the page's head."""

# The leading class outweighs streamlit's own rules, whichever of both comes last.
_CAPTION, _LABEL = (
    f'.stApp [data-testid="{test_id}"]' for test_id in ("stCaptionContainer", "stWidgetLabel")
)
_LEGEND = (
    ".atlas-legend{font-size:.8rem;line-height:1.7}.atlas-legend span{white-space:nowrap}"
    ".atlas-legend i{display:inline-block;width:18px;height:12px;margin:0 4px -1px 10px;"
    "border:1px solid #8d969e}.atlas-legend i.m{width:12px;border-radius:6px}"
)
_PROFILE = (
    ".atlas-table{overflow-x:auto;margin:0 0 .6rem}"
    ".atlas-table table{border-collapse:collapse;width:100%;font-size:.875rem}"
    ".atlas-table caption{text-align:left;font-weight:600;padding:.2rem 0}"
    ".atlas-table th,.atlas-table td{padding:.22rem .5rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid rgba(128,128,128,.3)}"
    ".atlas-table th{font-weight:400}.atlas-table thead th{font-weight:600;vertical-align:bottom}"
    ".atlas-table thead .n{min-width:4.2rem}"
    ".atlas-table .n{text-align:right;font-variant-numeric:tabular-nums}"
    ".atlas-table .n a,.atlas-table small{white-space:nowrap}"
    ".atlas-table th[scope=row]{min-width:7.5rem}.atlas-table td:not(.n){min-width:7rem}"
    ".atlas-table .z{opacity:.7}"
    ".atlas-table small{opacity:.8;font-size:.75rem}"
    # A page's own HTML gets no link colour of the theme's.
    ".atlas-table a{color:#1f5f80;text-decoration-thickness:1px;text-underline-offset:2px}"
    ".atlas-table.d a{color:#8cc5dc}"
    # A printed profile is the page without what only a screen can use, in dark ink.
    "@media print{[data-testid=stSidebar],[data-testid=stHeader],[data-testid=stToolbar],"
    ".stButton,.stDownloadButton,.stSelectbox,.stDateInput{display:none!important}"
    ".stApp,.stApp *{color:#111!important;background:#fff!important}"
    ".stApp,[data-testid=stAppViewContainer],[data-testid=stMain]{position:static!important;"
    "height:auto!important;overflow:visible!important;display:block!important}"
    ".stMainBlockContainer{padding:0!important}.atlas-table,tr{break-inside:avoid}"
    ".atlas-table{overflow:visible!important}.atlas-table table{font-size:8pt}"
    ".atlas-table small{font-size:7pt}"
    ".atlas-table th,.atlas-table td{padding:.1rem .25rem}"
    ".atlas-table a{text-decoration:none}}"
)
PAGE_CSS = (
    ".stApp .stMainBlockContainer{padding:4.2rem 1.6rem 1rem}"
    # Streamlit draws captions at 60 % of the text's strength, too faint on both backgrounds.
    f"{_CAPTION}{{opacity:1;color:color-mix(in srgb,currentColor 80%,transparent)}}"
    f"{_LABEL},{_LABEL} p{{color:inherit;opacity:1}}"
    # A brush that nobody drags is to a screen reader an image without a name.
    'svg.marks:not(:active) [class*="_brush"]{visibility:hidden}'
    f"{_LEGEND}{_PROFILE}"
)
