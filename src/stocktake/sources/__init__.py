"""Where figures and records come from: `pack` reads folders of them that are ready to use, the built-in ones among them."""
