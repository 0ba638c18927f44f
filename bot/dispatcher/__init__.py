"""The single path: decode, authorise, limit, run, commit, answer. For people and for entries alike."""

from bot.dispatcher.entries import Apart, Composed
from bot.dispatcher.path import Dispatcher

__all__ = ["Apart", "Composed", "Dispatcher"]
