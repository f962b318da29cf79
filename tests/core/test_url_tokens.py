"""Where else a target might take its token from."""

from fixtures.trials.transport.url_tokens import parameter_names
from tests.core.building import target


def test_a_target_is_tried_with_its_own_name_of_the_token() -> None:
    plain = target()
    own = plain.login.access_token.model_copy(update={"body": "/session/pass"})
    renamed = plain.model_copy(update={"login": plain.login.model_copy(update={"access_token": own})})

    assert "pass" in parameter_names(renamed)
    assert "pass" not in parameter_names(plain)
    assert len(set(parameter_names(renamed))) == len(parameter_names(renamed))
