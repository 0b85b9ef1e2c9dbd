"""The language of formulas: any names for constants, Greek letters, and ŷ for the prediction of a loss."""

from nnplay.errors import NNPlayError
from nnplay.utils.expressions import parser
from nnplay.utils.expressions.language import Language
from nnplay.utils.expressions.parser import Parsed
from nnplay.utils.expressions.tree import MAX_NUMBER

MAX_LENGTH = 500
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lam", "μ": "mu", "ν": "nu", "ξ": "xi", "ρ": "rho", "τ": "tau", "φ": "phi", "χ": "chi",
    "ψ": "psi", "ω": "omega",
}  # fmt: skip
FORMULA = Language(
    noun="formula",
    operand="name",
    word="ŷ|y\u0302|[A-Za-z_][A-Za-z0-9_]*|[α-ω]",
    name_aliases=GREEK | {"ŷ": "y_hat", "y\u0302": "y_hat", "yhat": "y_hat"},
    max_length=MAX_LENGTH,
    max_number=MAX_NUMBER,
    max_exponent=100,
)


def parse(text: str) -> Parsed:
    """Parse a formula.

    Raises:
        NNPlayError: a mistake, with its position in the text, or a formula that is too long, too deep or too large.
    """
    if not isinstance(text, str) or not text.strip():
        raise NNPlayError("A formula must be text, such as 'x * sigmoid(b*x)'.")
    return parser.parse(text, FORMULA)
