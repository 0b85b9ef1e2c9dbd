/** Questions to try out, each with the settings from which it starts. The texts are messages: question.NAME. */

export const QUESTIONS = [
  {name: "four", query: "data=circle&net=4:tanh"},
  {name: "line", query: "data=gauss&net=0&tests=1"},
  {name: "xor", query: "data=xor&net=0"},
  {name: "feature", query: "data=xor&net=0&features=x1*x2"},
  {name: "linear", query: "data=circle&net=8:identity;8:identity"},
  {name: "spiral", query: "data=spiral&net=8:tanh;8:tanh;8:tanh&optimizer=adam&learning_rate=0.01"},
  {name: "rate", query: "data=moons&net=8:relu;8:relu&learning_rate=3"},
  {name: "overfit", query: "data=gauss&noise=0.5&samples=60&net=30:relu;30:relu&optimizer=adam&learning_rate=0.01&tests=1"},
];
