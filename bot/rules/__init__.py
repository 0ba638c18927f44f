"""The rule engine: text in, findings out. Pure: no clock, no chance, no network."""

from bot.rules.engine import Critic, load_critic
from bot.rules.report import Comparison, Finding, Refused, Report, as_json, compare

__all__ = ["Comparison", "Critic", "Finding", "Refused", "Report", "as_json", "compare", "load_critic"]
