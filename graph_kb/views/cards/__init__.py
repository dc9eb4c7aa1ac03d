"""Chain cards: a certificate as one page for a meeting, in English, Finnish or Swedish."""

from graph_kb.views.cards.card import Card, Check
from graph_kb.views.cards.subject import Background, Subject
from graph_kb.views.cards.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "Background", "Card", "Check", "Subject", "Words"]
