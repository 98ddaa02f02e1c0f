"""Claims in data tables: cells read with the labels of their columns and rows, and with what stands around."""
