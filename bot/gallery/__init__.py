"""Every card and form of the product on one page, as each platform shows it and as a screen reader says it."""
