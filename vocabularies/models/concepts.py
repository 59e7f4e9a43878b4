"""Concepts, their relations, and their ancestors."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vocabularies.enums import Origin, RelationKind
from vocabularies.models.schemes import Scheme
from vocabularies.querysets import ConceptQuerySet


class Concept(models.Model):
    """One concept: skos:Concept. Never deleted; a retired one says what took its place.

    `identifier` is the CBD's or ISO's own (`GBF-TARGET-21`, `CBD-SUBJECT-KM`, `ke`), unique in its scheme
    whatever the case. `facts` holds codes and plain facts that are no concepts themselves, by the names in
    docs/developers/vocabularies.md (for a country: iso2, iso3, m49, party). `exact_matches` are the addresses
    under which others publish the same concept (skos:exactMatch). `retired_by` is an Origin: what editors
    retired stays retired whatever the files say; what left the files comes back with them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="concepts")
    identifier = models.CharField(_("identifier"), max_length=80)
    notation = models.CharField(_("notation"), max_length=40, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    exact_matches = models.JSONField(_("the same elsewhere"), default=list, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    retired_by = models.CharField(max_length=10, choices=Origin.choices, blank=True, editable=False)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", editable=False
    )
    ancestors = models.ManyToManyField(
        "self", through="Ancestry", symmetrical=False, related_name="descendants"
    )

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["scheme", "position", "identifier"]
        constraints = [
            models.UniqueConstraint(F("scheme"), Lower("identifier"), name="vocabularies_concept_identifier"),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="vocabularies_concept_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by="")
                | Q(retired_at__isnull=False, retired_by__in=Origin.values),
                name="vocabularies_retired_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(retired_at__isnull=False),
                name="vocabularies_only_retired_are_replaced",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")),
                name="vocabularies_none_replaces_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["scheme", "position"], name="vocabularies_concepts_in_order"),
            models.Index(fields=["identifier"], name="vocabularies_concept_found"),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def is_retired(self) -> bool:
        """Return whether nothing new is tagged with it."""
        return self.retired_at is not None


class Relation(models.Model):
    """Subject BROADER object: the object is the wider one. RELATED is kept once, the lower id as subject.

    Within a scheme these are skos:broader and skos:related, between two skos:broadMatch and
    skos:relatedMatch (the crosswalk from GBF targets to subjects and SDGs is RELATED).
    """

    kind = models.CharField(max_length=10, choices=RelationKind.choices)
    subject = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations_out")
    object = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="relations_in")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.EDITOR, editable=False)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "object"], name="vocabularies_relation_once"),
            models.CheckConstraint(condition=~Q(subject=F("object")), name="vocabularies_relation_of_two"),
            models.CheckConstraint(
                condition=Q(kind__in=RelationKind.values), name="vocabularies_relation_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=RelationKind.RELATED) | Q(subject__lt=F("object")),
                name="vocabularies_related_kept_once",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="vocabularies_relation_origin_known"
            ),
        ]
        indexes = [models.Index(fields=["object", "kind"], name="vocabularies_relation_back")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.object_id}"


class Ancestry(models.Model):
    """The stored closure of BROADER, over all schemes: every concept with itself and all that is above it.

    Written only by `vocabularies.services.ancestry`.
    """

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="ancestry")
    ancestor = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="offspring")

    class Meta:
        verbose_name = _("ancestor")
        verbose_name_plural = _("ancestors")
        constraints = [
            models.UniqueConstraint(fields=["concept", "ancestor"], name="vocabularies_ancestry_once")
        ]
        indexes = [models.Index(fields=["ancestor", "concept"], name="vocabularies_offspring")]

    def __str__(self) -> str:
        return f"{self.concept_id} below {self.ancestor_id}"
