"""The KEY_FUNCTION of the caches: any text becomes a key that memcached accepts."""
import hashlib
import re

MAX_LENGTH = 250
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\U0010ffff]')


def safe_key(key, key_prefix, version):
    """`prefix:version:key`; a key that is too long or has forbidden characters is replaced by its hash."""
    combined = ':'.join(str(part) for part in (key_prefix, version, key))
    if len(combined) < MAX_LENGTH and not _FORBIDDEN.search(combined):
        return combined
    digest = hashlib.blake2b(str(key).encode(), digest_size=16).hexdigest()
    return _FORBIDDEN.sub('_', f'{key_prefix}:{version}:')[:MAX_LENGTH - len(digest)] + digest
