"""What people say of each other after a session, blind until all of it is in; trends; the loop of five rounds."""
