"""What the help says first: the commands by their purpose, examples, and the options that most people use."""

COMMAND_GROUPS = {
    "Train": ("train", "compare", "search", "fork"),
    "Understand": ("show", "explain", "look", "doctor", "check"),
    "Use": ("predict", "evaluate", "export"),
    "Play": ("play", "web", "replay", "lesson"),
    "Manage": ("runs", "data", "catalog", "formula"),
}

EXAMPLES: dict[str, tuple[str, ...]] = {
    "nnplay": (
        "nnplay train iris  # train a network on a built-in dataset",
        "nnplay train houses.csv --target price  # or on your own table",
        "nnplay  # the playground in this terminal",
        "nnplay web  # the playground in the browser",
    ),
    "nnplay train": (
        "nnplay train iris",
        "nnplay train houses.csv --target price --save houses.nnplay",
        "nnplay train spiral --hidden 8,8 --activation tanh --epochs 200",
        "nnplay train digits --cv 5 --quiet",
    ),
    "nnplay compare": (
        "nnplay compare moons --hidden 2 --hidden 8 --hidden 8,8",
        "nnplay compare iris --activation relu --activation tanh --seeds 3",
    ),
    "nnplay search": (
        "nnplay search iris --trials 10",
        "nnplay search houses.csv --target price --timeout 2m",
        "nnplay search iris --space width=4:64:log --optimizer adam --trials 10",
    ),
    "nnplay fork": (
        "nnplay fork last 20 --learning-rate 0.001",
        "nnplay fork iris.nnplay 0 --optimizer sgd --plot both.png",
    ),
    "nnplay show": ("nnplay show last", "nnplay show iris.nnplay --json"),
    "nnplay explain": (
        "nnplay explain last --row 5.1,3.5,1.4,0.2",
        "nnplay explain iris.nnplay --row 5.1,3.5,1.4,0.2 --target setosa --save step.html",
    ),
    "nnplay look": (
        "nnplay look last  # lists the views",
        "nnplay look last importance",
        "nnplay look iris.nnplay neurons --plot neurons.png",
    ),
    "nnplay doctor": (
        "nnplay doctor iris --learning-rate 5 --optimizer sgd",
        "nnplay doctor spiral --try  # tries each fix, and compares",
        "nnplay doctor spiral --find-rate  # suggests a learning rate",
    ),
    "nnplay check": ("nnplay check last", "nnplay check iris.nnplay"),
    "nnplay predict": (
        "nnplay predict last --row 5.1,3.5,1.4,0.2",
        "nnplay predict houses.nnplay new.csv --output predictions.csv",
    ),
    "nnplay evaluate": ("nnplay evaluate houses.nnplay houses.csv",),
    "nnplay export": ("nnplay export last --to onnx", "nnplay export iris.nnplay --to pytorch --output net.py"),
    "nnplay play": ("nnplay play", "nnplay play spiral --hidden 4,2", "nnplay play houses.csv --target price"),
    "nnplay web": (
        "nnplay web",
        "nnplay web houses.csv --target price",
        "nnplay web --static public  # a folder for any web space",
    ),
    "nnplay replay": ("nnplay replay --file entries.txt",),
    "nnplay lesson": ("nnplay lesson list", "nnplay lesson check lesson.md"),
    "nnplay lesson list": ("nnplay lesson list",),
    "nnplay lesson check": ("nnplay lesson check lesson.md",),
    "nnplay runs": ("nnplay runs", "nnplay runs show last", "nnplay runs export runs.csv"),
    "nnplay runs list": ("nnplay runs list --data iris --sort test.accuracy", "nnplay runs list --state interrupted"),
    "nnplay runs show": ("nnplay runs show last",),
    "nnplay runs resume": ("nnplay runs resume last",),
    "nnplay runs compare": ("nnplay runs compare last",),
    "nnplay runs export": ("nnplay runs export runs.csv", "nnplay runs export best.nnplay last"),
    "nnplay runs rm": ("nnplay runs rm last --yes",),
    "nnplay data": ("nnplay data", "nnplay data describe houses.csv"),
    "nnplay data list": ("nnplay data list",),
    "nnplay data describe": ("nnplay data describe iris", "nnplay data describe houses.csv --target price"),
    "nnplay catalog": ("nnplay catalog", "nnplay catalog activations", "nnplay catalog relu"),
    "nnplay formula": (
        'nnplay formula "x*sigmoid(b*x)" --set b=1.5',
        'nnplay formula "x*sigmoid(b*x)" --name myswish  # use it as --activation myswish',
    ),
}
"""By command; what follows two spaces and a # is a comment."""

COMMON_OPTIONS: dict[str, tuple[str, ...]] = {
    "nnplay train": (
        "--target", "--hidden", "--activation", "--epochs", "--learning-rate", "--optimizer", "--cv", "--save",
        "--plot", "--watch",
    ),
    "nnplay compare": (
        "--target", "--hidden", "--activation", "--epochs", "--learning-rate", "--optimizer", "--seeds", "--metric",
        "--plot", "--report",
    ),
    "nnplay search": (
        "--target", "--trials", "--timeout", "--space", "--metric", "--hidden", "--epochs", "--save", "--report",
    ),
    "nnplay play": ("--target", "--hidden", "--activation", "--epochs", "--learning-rate", "--optimizer"),
    "nnplay doctor": (
        "--target", "--hidden", "--activation", "--epochs", "--learning-rate", "--optimizer", "--try", "--find-rate",
        "--plot",
    ),
    "nnplay explain": ("--row", "--target", "--neuron", "--full", "--digits", "--save", "--worksheet", "--answers"),
    "nnplay fork": ("--epochs", "--learning-rate", "--optimizer", "--batch-size", "--l2", "--save", "--plot"),
}  # fmt: skip
"""By command, for those with many options."""
