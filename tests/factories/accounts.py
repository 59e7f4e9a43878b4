"""People for tests."""

import factory

from accounts.models import User
from accounts.services.consents import give_consent

PASSWORD = "a-long-test-password"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member with a checked e-mail address, consents given, and the password PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def checked_email(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Mark the address as verified for allauth, unless `checked_email=False`."""
        if create and extracted is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)

    @factory.post_generation
    def consents(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Agree to the versions in force, unless `consents=False`."""
        if create and extracted is not False:
            give_consent(self)  # type: ignore[arg-type]
