"""People for tests."""

import factory

from accounts.models import User

PASSWORD = "a-long-test-password"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member with a checked e-mail address and the password PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def checked_email(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Give the address allauth's check mark, unless `checked_email=False`."""
        if create and extracted is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)
