"""Renewal projects (项目储备清单): devices to be replaced, with money and subsidies."""
