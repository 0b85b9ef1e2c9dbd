"""A trained network in the form of another library: NumPy, PyTorch or Keras source, ONNX, or JSON.

What is written is run, and compared with what nnplay predicts.
"""
