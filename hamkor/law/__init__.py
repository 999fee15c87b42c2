"""Time limits, required contents, grounds of refusal and the firewall: functions over data."""
