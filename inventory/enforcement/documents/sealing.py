"""The agency's electronic signature under a finished PDF (PKCS#12), where it has one.

An extra: without pyHanko everything else works, and a document is sealed by hand on paper. The
signature is added behind the bytes of the document, which stay as they are.
"""

import io
from pathlib import Path

from inventory.enforcement.documents.model import NoticeError

FIELD = "AgencySignature"


class SealError(NoticeError):
    """A signature that cannot be made, with the remedy."""


def seal(pdf: bytes, key: Path, passphrase: str, *, reason: str = "", place: str = "") -> bytes:
    """The PDF with a signature of the agency.

    Args:
        key: the agency's certificate and private key (.p12, .pfx).

    Raises:
        SealError: pyHanko is not installed, the key cannot be opened, or the PDF is no PDF.
    """
    try:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign import signers
    except ImportError as error:
        raise SealError(
            "没有安装电子签名组件，请安装 huanxin[seal]",
            "signing needs pyHanko: install huanxin[seal]",
        ) from error
    signer = signers.SimpleSigner.load_pkcs12(str(key), passphrase=passphrase.encode())
    if signer is None:
        raise SealError(
            f"无法打开证书文件 {key.name}：请核对文件（.p12）和口令",
            f"{key.name} cannot be opened: check the file (.p12) and the passphrase",
        )
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, reason=reason or None, location=place or None
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed = signers.sign_pdf(writer, about, signer=signer)
    except PdfError as error:
        raise SealError("这不是可以签名的 PDF 文件", "this is no PDF that can be signed") from error
    return bytes(signed.getbuffer())
