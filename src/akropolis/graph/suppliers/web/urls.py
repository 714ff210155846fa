"""The URLs of what belongs to suppliers. Those of the register and the lists follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.graph.suppliers.web import certificates, chain, contacts

SUPPLIER, CONTACT = "leverantorer/<uuid:pk>/", "leverantorer/kontakter/<uuid:pk>/"
CERTIFICATE = "leverantorer/certifikat/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(f"{SUPPLIER}kontakter/", contacts.ADD_CONTACT.view, name="supplier-contact-create"),
    path(CONTACT, contacts.CHANGE_CONTACT.view, name="supplier-contact-edit"),
    path(f"{CONTACT}stammer/", contacts.VERIFY_CONTACT.view, name="supplier-contact-verify"),
    path(f"{CONTACT}ta-bort/", contacts.REMOVE_CONTACT.view, name="supplier-contact-remove"),
    path(f"{SUPPLIER}certifikat/", certificates.ADD_CERTIFICATE.view, name="supplier-certificate-create"),
    path(CERTIFICATE, certificates.CHANGE_CERTIFICATE.view, name="supplier-certificate-edit"),
    path(f"{CERTIFICATE}ta-bort/", certificates.REMOVE_CERTIFICATE.view, name="supplier-certificate-remove"),
    path(f"{SUPPLIER}underleverantorer/", chain.ADD_SUB_SUPPLIER.view, name="sub-supplier-create"),
    path(
        "leverantorer/uppgifter/<uuid:pk>/ta-bort/",
        chain.REMOVE_CLAIM.view,
        name="sub-supplier-claim-remove",
    ),
]
