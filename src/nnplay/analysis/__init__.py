"""Analyses of a trained network: loss landscape, weights over time, neuron maps, feature importance and mistakes.

Each module takes plain values (a model, a problem, parameters) and returns a frozen result that can print and plot
itself.
"""
