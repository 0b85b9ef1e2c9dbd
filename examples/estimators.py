"""nnplay's MLPClassifier in a scikit-learn search: which widths, which activation, which optimizer?

python examples/estimators.py
"""

from sklearn.datasets import load_wine
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nnplay import MLPClassifier

X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0, stratify=y)

model = make_pipeline(StandardScaler(), MLPClassifier(learning_rate="cosine", learning_rate_init=0.01, random_state=0))
grid = {
    "mlpclassifier__hidden_layer_sizes": [(4,), (16,), (16, 8)],
    "mlpclassifier__activation": ["relu", "tanh", "gelu"],
    "mlpclassifier__solver": ["adam", "adamw", "nadam"],
}
search = GridSearchCV(model, grid, cv=5, n_jobs=2).fit(X_train, y_train)

for name, value in search.best_params_.items():
    print(f"{name.removeprefix('mlpclassifier__')}: {value}")
print(f"mean accuracy of five folds {search.best_score_:.3f}, of the test rows {search.score(X_test, y_test):.3f}")

run = search.best_estimator_[-1].run_
run.plot().savefig("wine.png")
print(run, "drawn in wine.png")
