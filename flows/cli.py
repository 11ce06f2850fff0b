"""The command ``congvu``."""

from __future__ import annotations

import typer

from flows.commands import law

app = typer.Typer(
    name="congvu",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hộp thư điện tử công vụ theo quy chế của tỉnh.",
)
app.add_typer(law.policies_app, name="policies")
app.command("address")(law.address)
app.command("term")(law.term)
app.command("check-password")(law.check_password)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
