"""Campaigns (专项节能监察): enterprises by filter or by lot, officers, progress, results."""
