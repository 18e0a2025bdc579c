"""The two ways against a document: review by the government, suit at the court."""

from inventory.enforcement.documents.law import Law
from inventory.enforcement.documents.model import Agency
from inventory.enforcement.documents.phrases import clean


def review_and_suit(agency: Agency, law: Law, what: str) -> str:
    """The sentence that tells a party where, and how long, it may contest `what` (本通知书)."""
    review = law.cite("review", "第二十条", "第一款", "六十日内提出行政复议申请")
    sue = law.cite("litigation", "第四十六条", "第一款", "六个月内提出")
    body = clean(agency.review_body) or "　　　　　　人民政府"
    court = clean(agency.court) or "　　　　　　人民法院"
    return (
        f"你单位如不服{what}，可以依照{review}的规定，自收到{what}之日起六十日内向"
        f"{body}申请行政复议；也可以依照{sue}的规定，自收到{what}之日起六个月内直接向"
        f"{court}提起行政诉讼。"
    )
