// The names of inputs as they are read: x₁², not x1^2.

export const pretty = (name) =>
  name.replace(/\*/g, "·").replace(/\^2/g, "²").replace(/x1/g, "x₁").replace(/x2/g, "x₂");
