"""Adapters to what we compare with. Each answers one question: what do you say of these attributes?"""
