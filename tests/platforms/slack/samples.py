"""Messages and views that Slack takes, for the tests of the loopback."""

SAID = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Today*, 15 minutes"}}]
FORM = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Start"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "zone",
            "label": {"type": "plain_text", "text": "Zone"},
            "element": {"type": "plain_text_input", "action_id": "zone"},
        }
    ],
}
HOME = {"type": "home", "blocks": SAID}
