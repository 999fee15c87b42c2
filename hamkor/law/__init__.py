"""Time limits, required contents, grounds of refusal and the firewall: functions over data."""

from hamkor.law.validation import validate_data

__all__ = ["validate_data"]
