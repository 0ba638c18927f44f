"""The single path: decode, authorize, limit, run, commit, answer. For people and for entries alike."""

from bot.dispatcher.dispatcher import Dispatcher
from bot.dispatcher.entries import Apart, Composed
from bot.dispatcher.guests import GuestDoor

__all__ = ["Apart", "Composed", "Dispatcher", "GuestDoor"]
