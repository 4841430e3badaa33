"""The Force's accounts that the desk is connected to (A1, A3). The token is in the keyring, never here."""

from __future__ import annotations

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.storage.database import Connection


def token_name(network: Network, native_id: NativeId) -> str:
    """The name under which an account's token is kept in the keyring."""
    return f"account:{network.value}:{native_id}:token"


def app_secret_name(network: Network, native_id: NativeId) -> str:
    """The name under which the app secret that proves an account's calls is kept in the keyring."""
    return f"account:{network.value}:{native_id}:app-secret"


def client_secret_name(network: Network) -> str:
    """The name under which the secret of the Force's app at a network is kept; Instagram's app is Facebook's."""
    owner = Network.FACEBOOK if network is Network.INSTAGRAM else network
    return f"app:{owner.value}:client-secret"


def accounts(db: Connection) -> dict[AccountId, Account]:
    """Every connected account, in the order in which they were connected."""
    rows = db.execute(
        "SELECT id, network, native_id, name, role_represented, owner, is_primary,"
        " EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id AND closed_on IS NULL"
        " AND frozen_on IS NOT NULL),"
        " EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id AND closed_on IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id AND closed_on IS NULL)"
        " FROM accounts WHERE removed_ms IS NULL ORDER BY id"
    ).fetchall()
    return {
        AccountId(row[0]): Account(
            id=AccountId(row[0]),
            network=Network(row[1]),
            native_id=NativeId(row[2]),
            name=row[3],
            role_represented=row[4],
            owner=row[5],
            primary=bool(row[6]),
            frozen=bool(row[7]),
            closed=bool(row[8]),
        )
        for row in rows
    }
