"""What is answered without a session: files by address, a page per incident, feed and lists."""
