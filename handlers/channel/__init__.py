"""What a group does together in its channel: the question of the day, committee night, and fixing the bank."""
