"""How Kyrgyz writes dates: "2026-ж., 9-март" (CLDR)."""

DATE_FORMAT = "Y-ж., j-E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y-ж., j-E, H:i"
YEAR_MONTH_FORMAT = "Y-ж., F"
MONTH_DAY_FORMAT = "j-E"
