# JSON and XML. See data_formats.py.
