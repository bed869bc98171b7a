"""Exact tallies and quotas, and the severity-adjusted standing shown beside them; all pure."""
