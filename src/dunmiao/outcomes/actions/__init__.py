"""The acts on outcomes, their steps and shares, relayed information, targets and figures."""
