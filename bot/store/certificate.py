"""What's wrong with the certificate of a Redis server, by OpenSSL's verdict, and how to mend it."""

from ssl import SSLCertVerificationError
from typing import Final

_RENEW: Final = "renew it on that server, or correct this machine's clock"
_RENAME: Final = "write the host in LOOPMATE_REDIS_URL as the certificate has it"
_TRUST: Final = "if that server is yours, name the file of its CA in LOOPMATE_REDIS_URL: rediss://HOST:PORT/0?ssl_ca_certs=FILE"
_FIXES: Final = {9: _RENEW, 10: _RENEW, 62: _RENAME, 64: _RENAME}
"""By X509_V_ERR_...: not valid yet, not valid anymore, another host's, another address's (`man 3
X509_STORE_CTX_get_error`)."""


def explain(error: SSLCertVerificationError) -> str:
    fix, why = _FIXES.get(error.verify_code, _TRUST), error.verify_message.rstrip(".")
    return f"The certificate of this Redis isn't trusted here: {why}. Fix: {fix}."
