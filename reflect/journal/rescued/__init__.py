"""Pages for words that arrived while their author could not save them."""
