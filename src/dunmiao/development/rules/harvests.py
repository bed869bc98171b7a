"""The ways to look at both harvests line by line."""

DIMENSIONS = {"programme": "批次", "group": "小组", "place": "接收地", "person": "个人"}
