"""The record of a whole case (执法全过程记录): what each step left behind, all as one file."""
