"""The agency's electronic signature, read by a program that had no part in making it."""

import datetime
import io
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from inventory.app.cli.main import main
from inventory.enforcement.documents import model
from inventory.enforcement.documents.notice import notice_pdf
from inventory.enforcement.documents.sealing import FIELD, SealError, seal

PASSPHRASE = "演示口令"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo Bureau")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime(2026, 1, 1))
        .not_valid_after(datetime.datetime(2046, 1, 1))
        .add_extension(x509.KeyUsage(*[True, True] + [False] * 7), critical=True)
        .sign(private, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("key") / "bureau.p12"
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"bureau", private, made, None, locked))
    return path


def judged(pdf: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """What OpenSSL says of the signature: pypdf says where it lies and which bytes it covers."""
    signature = PdfReader(io.BytesIO(pdf)).get_fields()[FIELD]["/V"]
    first, count, second, rest = signature["/ByteRange"]
    assert (first, second + rest) == (0, len(pdf))
    (folder / "signature.der").write_bytes(signature["/Contents"])
    (folder / "signed").write_bytes(pdf[:count] + pdf[second:])
    command = ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
    files = ["-in", "signature.der", "-content", "signed", "-out", "said", "-signer", "signer.pem"]
    return subprocess.run([*command, *files], cwd=folder, capture_output=True, text=True)


def test_a_signed_order_is_valid_and_says_who_signed(
    order: model.NoticeDocument, key: Path, tmp_path: Path
) -> None:
    plain = notice_pdf(order)
    signed = seal(plain, key, PASSPHRASE, reason="签发", place="江海区")
    assert signed.startswith(plain)
    assert judged(signed, tmp_path).returncode == 0
    signer = x509.load_pem_x509_certificate((tmp_path / "signer.pem").read_bytes())
    assert signer.subject.rfc4514_string() == "CN=Demo Bureau"


def test_a_changed_order_is_not(order: model.NoticeDocument, key: Path, tmp_path: Path) -> None:
    signed = bytearray(seal(notice_pdf(order), key, PASSPHRASE))
    at = signed.index(b"/Author") + 9
    signed[at] ^= 1
    said = judged(bytes(signed), tmp_path)
    assert said.returncode != 0
    assert "content verify error" in said.stderr


def test_the_command_signs_a_file(
    order: model.NoticeDocument, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out, words = (tmp_path / name for name in ("a.pdf", "b.pdf", "words.txt"))
    source.write_bytes(notice_pdf(order))
    words.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    command = ["seal", str(source), "--key", str(key), "--out", str(out)]
    assert main([*command, "--passphrase-file", str(words)]) == 0
    assert out.read_bytes().startswith(source.read_bytes())
    words.write_text("wrong", encoding="utf-8")
    assert main([*command, "--passphrase-file", str(words)]) == 2
    assert "口令" in capsys.readouterr().err


def test_what_is_no_pdf_is_refused(key: Path) -> None:
    with pytest.raises(SealError, match="PDF"):
        seal(b"no document", key, PASSPHRASE)
