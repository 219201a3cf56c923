"""Pure decisions about units, links, sizes, terms and posts: values in, values out."""
