"""What a fresh installation still needs before people can work with it."""
