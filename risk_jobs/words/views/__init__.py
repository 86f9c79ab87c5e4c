"""The workbench's pages: fetch what is visible, validate, call one action, answer."""
