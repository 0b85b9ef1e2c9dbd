"""Views into a network: its loss around θ, its weights over time, what its neurons see, what matters, what went wrong.

Each module takes plain pieces (a model, a problem, θ's) and gives a frozen result that prints and draws itself.
"""
