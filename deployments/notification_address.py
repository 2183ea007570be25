"""A Prefect block for addresses for which Prefect has none, such as e-mail. A server must know its class to use it."""

from prefect.blocks.notifications import AppriseNotificationBlock


class NotificationAddress(AppriseNotificationBlock):
    """Sends messages to any address of apprise, for example by e-mail."""

    _block_type_name = "Notification Address"
    _block_type_slug = "notification-address"
