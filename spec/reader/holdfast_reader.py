#!/usr/bin/env python3
"""Reference reader for SPEC.md: keys, sealed files, sealed names, whole trees.

    holdfast_reader.py [options] keys                   print the four keys in hex
    holdfast_reader.py [options] file SEALED [PLAIN]    open one file, to standard output without PLAIN
    holdfast_reader.py [options] name SEALED...         open names, one a line
    holdfast_reader.py [options] dir SEALED PLAIN       open a tree whose names are sealed; PLAIN must not exist
    holdfast_reader.py vectors DIR                      open or refuse every vector as its header says

    --password-file FILE   one line end at its end is no part of the password; else HOLDFAST_PASSWORD is used
    --salt TEXT            another salt than the format's own
    --clear-names          for dir: names are not sealed

Exit code 0; 1 with "refused: LAYER: reason" on standard error for what the specification says to refuse; 2 for wrong
usage. Needs Python 3 and the openssl command, nothing else; shares no code with Holdfast.

For checking a format, not for daily use: openssl takes a key only as an argument, where every user of the machine can
see it while it runs, and each file is held in memory. Nothing is written before it is authenticated.
"""
import argparse, base64, hashlib, hmac, os, pathlib, subprocess, sys

BLOCK, TAG, HEADER = 16, 32, 20


class Refused(Exception):
    pass


def check(holds, layer, reason):
    if not holds:
        raise Refused(f"{layer}: {reason}")


def derive(password, salt=b"CLOUDRONSCRYPTSALT"):
    keys = hashlib.scrypt(password, salt=salt, n=16384, r=8, p=1, maxmem=64 << 20, dklen=128)
    return [keys[i : i + 32] for i in range(0, 128, 32)]


def decrypt(key, iv, body):
    command = ["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex()]
    return subprocess.run(command, input=body, stdout=subprocess.PIPE, check=True).stdout


def unpadded(plain):
    """The bytes before the padding; None where that is malformed."""
    pad = plain[-1]
    return plain[:-pad] if 1 <= pad <= BLOCK and plain[-pad:] == bytes([pad]) * pad else None


def open_file(keys, data):
    check(len(data) >= HEADER + BLOCK + TAG, "length", f"{len(data)} bytes are no sealed file")
    check(data[:4] == b"CBV2", "magic", "no CBV2 at the beginning")
    iv, body, tag = data[4:HEADER], data[HEADER:-TAG], data[-TAG:]
    check(len(body) % BLOCK == 0, "blocks", "the body is no multiple of 16 bytes")
    tags = [hmac.new(keys[1], covered, "sha256").digest() for covered in (iv + body, data[:4] + iv + body)]
    check(any([hmac.compare_digest(tag, t) for t in tags]), "mac", "wrong password or damaged file")
    plain = unpadded(decrypt(keys[0], iv, body))
    check(plain is not None, "padding", "the padding is malformed")
    return plain


def open_name(keys, sealed):
    try:
        standard = sealed.replace("-", "/")
        data = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except ValueError:
        raise Refused("name-encoding: not the base64 of a name") from None
    canonical = base64.b64encode(data).decode().rstrip("=").replace("/", "-")
    check(canonical == sealed, "name-encoding", "not the one spelling of these bytes")
    check(len(data) >= 2 * BLOCK and len(data) % BLOCK == 0, "name-length", f"{len(data)} bytes are no name")
    name = unpadded(decrypt(keys[2], data[:BLOCK], data[BLOCK:]))
    tag = hmac.new(keys[3], name or b"", "sha256").digest()[:BLOCK]
    check(name is not None and hmac.compare_digest(tag, data[:BLOCK]), "name-mac", "wrong password or damaged name")
    fit = name not in (b"", b".", b"..") and b"/" not in name and b"\0" not in name
    check(fit, "name-segment", "an authentic name that can name no file")
    return name


def open_tree(keys, sealed, plain, clear_names):
    os.mkdir(plain)
    for entry in sorted(os.scandir(sealed), key=lambda e: e.name):
        name = entry.name if clear_names else open_name(keys, os.fsdecode(entry.name))
        target = os.path.join(plain, name)
        if entry.is_dir(follow_symlinks=False):
            open_tree(keys, entry.path, target, clear_names)
            continue
        content = open_file(keys, pathlib.Path(os.fsdecode(entry.path)).read_bytes())
        with open(target, "xb") as out:
            out.write(content)


def check_vectors(directory):
    counted, wrong, rings = 0, 0, {}
    for path in sorted(pathlib.Path(directory).glob("*.vector")):
        head, _, body = path.read_text("ascii").partition("\n\n")
        header = dict(line.split(": ", 1) for line in head.split("\n"))
        password, data = bytes.fromhex(header["password"]), bytes.fromhex(body)
        if password not in rings:
            rings[password] = derive(password)
        keys = rings[password]
        try:
            opened = open_file(keys, data) if header["kind"] == "file" else open_name(keys, data.decode("latin-1"))
            outcome = "success" if opened.hex() == header.get("plain") else "another plaintext"
        except Refused as refusal:
            outcome = str(refusal).split(":")[0]
        counted += 1
        if outcome != header["expect"]:
            wrong += 1
            print(f"{path.name}: expected {header['expect']}, found {outcome}", file=sys.stderr)
    print(f"{counted} vectors, {wrong} wrong")
    return 1 if wrong or not counted else 0


def main():
    usage = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usage.add_argument("--password-file")
    usage.add_argument("--salt", default="CLOUDRONSCRYPTSALT")
    usage.add_argument("--clear-names", action="store_true")
    usage.add_argument("verb", choices=["keys", "file", "name", "dir", "vectors"])
    usage.add_argument("what", nargs="*")
    given = usage.parse_args()
    least, most = {"keys": (0, 0), "file": (1, 2), "name": (1, 1 << 20), "dir": (2, 2), "vectors": (1, 1)}[given.verb]
    if not least <= len(given.what) <= most:
        usage.error(f"{given.verb} with {len(given.what)} arguments")
    if given.verb == "vectors":
        return check_vectors(given.what[0])
    if given.password_file:
        line = pathlib.Path(given.password_file).read_bytes()
        password = line[: -2 if line.endswith(b"\r\n") else -1 if line.endswith(b"\n") else None]
    elif b"HOLDFAST_PASSWORD" in os.environb:
        password = os.environb[b"HOLDFAST_PASSWORD"]
    else:
        usage.error("no password: give --password-file or set HOLDFAST_PASSWORD")
    keys = derive(password, os.fsencode(given.salt))
    what = [os.fsencode(argument) for argument in given.what]
    if given.verb == "keys":
        labels = ["file key", "file MAC key", "name key", "name MAC key"]
        print("\n".join(f"{label}: {key.hex()}" for label, key in zip(labels, keys)))
    elif given.verb == "name":
        for sealed in given.what:
            sys.stdout.buffer.write(open_name(keys, sealed) + b"\n")
    elif given.verb == "dir":
        open_tree(keys, what[0], what[1], given.clear_names)
    else:
        with open(what[0], "rb") as sealed:
            content = open_file(keys, sealed.read())
        if len(what) == 1:
            sys.stdout.buffer.write(content)
        else:
            with open(what[1], "xb") as out:
                out.write(content)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refusal:
        sys.exit(f"refused: {refusal}")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"failed: {error}")
