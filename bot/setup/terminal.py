"""Somebody at this terminal, as `init` speaks with them."""

import typer


class Terminal:
    """What is typed at a secret's question is not shown."""

    def say(self, text: str) -> None:
        typer.echo(text)

    def secret(self, question: str) -> str:
        answer: str = typer.prompt(question, default="", show_default=False, hide_input=True)
        return answer.strip()

    def agrees(self, question: str) -> bool:
        return typer.confirm(question)
