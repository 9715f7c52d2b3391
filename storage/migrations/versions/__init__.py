"""One pair of files a version: NNNN_name.py and NNNN_name.sql. An applied one is never changed."""
