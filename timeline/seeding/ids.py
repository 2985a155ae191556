"""Public ids made from what a thing is, so that the same crisis gets the same ids each time."""

from hashlib import blake2b

from timeline.models.base import ALPHABET, ID_LENGTH


def made_id(*parts: object) -> str:
    number = int.from_bytes(blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()[:8])
    places = []
    for _place in range(ID_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        places.append(ALPHABET[rest])
    return "".join(places)
