"""Where things stand on the screen: the camera, marks beside each other, names clear of both."""
